using JasperFx.Events;
using Reo.Ingestion.Contracts;

namespace Reo.Host.Tests.Reports;

/// <summary>Usage put straight into the event store.</summary>
internal static class StoredEvents
{
    public static async Task AppendAsync(this ReoHost host, string tenantId, params (string User, string Day, string Metric)[] usages)
    {
        await using var session = host.Store.LightweightSession(tenantId);
        foreach (var (user, day, metric) in usages)
        {
            var type = user.Contains('@', StringComparison.Ordinal) ? "EMAIL" : "GITHUB";
            session.Events.Append($"{tenantId}/developer/{DeveloperIdentity.Write(type, user)}", new Event<UsageRecorded>(new UsageRecorded
            {
                ActivityType = metric,
                Source = "PRODUCT_CLOUD",
                ProductId = "web",
                EventAt = DateTimeOffset.Parse($"{day}T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds(),
                UserIdType = type,
                UserId = user,
            }));
        }

        await session.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
