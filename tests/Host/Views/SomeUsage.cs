using JasperFx.Events;
using Reo.Ingestion.Contracts;

namespace Reo.Host.Tests.Views;

/// <summary>Usage in which everything occurs that the views tell apart.</summary>
internal static class SomeUsage
{
    /// <summary>Seven developers of two types, and nobody; presence, single uses and aggregates; domains; times in no order.</summary>
    public static IEnumerable<UsageRecorded> All() =>
        from i in Enumerable.Range(0, 100)
        select new UsageRecorded
        {
            ActivityType = i % 3 == 0 ? ActivityTypes.CallHome : "LOGIN_ACTIVITY",
            Source = "PRODUCT_CLOUD",
            ProductId = i % 5 == 0 ? "cli" : "reoWebApp",
            Environment = i % 4 == 0 ? null : "PRODUCTION",
            EventAt = 1_700_000_000 + (i * 37 % 101 * 20_000),
            Count = i % 11 == 0 ? 7 : null,
            Domain = i % 6 == 0 ? $"build{i % 5}.company{i % 4}.co.uk" : null,
            UserIdType = (i % 9) switch { 8 => null, < 4 => "GITHUB", _ => "EMAIL" },
            UserId = (i % 9) switch { 8 => null, < 4 => $"name{i % 9}", var n => $"name{n}@mail{n % 2}.example.com" },
        };

    /// <summary>Of one developer.</summary>
    public static UsageRecorded By(string gitHubName) => new()
    {
        ActivityType = "LOGIN_ACTIVITY",
        Source = "PRODUCT_CLOUD",
        ProductId = "cli",
        EventAt = 1_700_000_000,
        UserIdType = "GITHUB",
        UserId = gitHubName,
    };

    /// <summary>Some commits of some streams.</summary>
    public static async Task AppendAsync(ReoHost host, string tenantId, IReadOnlyList<UsageRecorded> usages)
    {
        foreach (var commit in usages.Chunk(9))
        {
            await using var session = host.Store.LightweightSession(tenantId);
            foreach (var usage in commit)
                session.Events.Append(StreamOf(tenantId, usage), new Event<UsageRecorded>(usage));
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
    }

    private static string StreamOf(string tenantId, UsageRecorded usage) => usage.UserId is null
        ? $"{tenantId}/domain/{usage.Domain ?? "nobody.example"}"
        : $"{tenantId}/developer/{DeveloperIdentity.Write(usage.UserIdType!, usage.UserId)}";
}
