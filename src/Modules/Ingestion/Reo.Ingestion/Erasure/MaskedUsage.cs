namespace Reo.Ingestion.Erasure;

/// <summary>What is left of a usage event when its developer was erased.</summary>
internal static class MaskedUsage
{
    public const string UserIdType = "ERASED";

    /// <summary>The members that say nothing of a person. A member that does not stand here is erased.</summary>
    public static readonly string[] Kept = ["ActivityType", "Source", "ProductId", "Mode", "Count", "EventAt", "Environment", "AheadOfClock", "ReceivedAt"];

    /// <summary>The masked JSON of <c>usage.data</c>; its parameters are <see cref="Kept"/> and the random text that replaces the user's id.</summary>
    public const string Sql =
        $$"""
        (
            select coalesce(jsonb_object_agg(key, value), '{}') || jsonb_build_object('UserIdType', '{{UserIdType}}', 'UserId', ?::text)
            from jsonb_each(usage.data)
            where key = any(?)
        )
        """;
}
