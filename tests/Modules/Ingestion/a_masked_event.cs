using Reo.Ingestion.Contracts;
using Reo.Ingestion.Erasure;

namespace Reo.Ingestion.Tests;

public sealed class a_masked_event
{
    /// <summary>Whoever adds a member decides here whether it can say something of a person.</summary>
    private static readonly string[] _erased =
        ["UserIdType", "UserId", "IpAddr", "Domain", "EventId", "UserAgent", "Meta", "Unknown"];

    [Fact]
    public void keeps_or_loses_every_member_by_a_decision()
    {
        var members = typeof(UsageRecorded).GetProperties().Select(property => property.Name).Where(name => name != "EqualityContract").ToList();

        members.Except(MaskedUsage.Kept).Except(_erased).ShouldBeEmpty();
        MaskedUsage.Kept.Except(members).ShouldBeEmpty();
        MaskedUsage.Kept.Intersect(_erased).ShouldBeEmpty();
    }
}
