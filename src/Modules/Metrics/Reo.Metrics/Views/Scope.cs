namespace Reo.Metrics.Views;

/// <summary>Which raw events of one tenant a statement is about: a condition on <c>event</c>, a row of <c>app.mt_events</c>.</summary>
internal sealed record Scope(string TenantId, string Condition, params Parameter[] Bounds)
{
    /// <summary>What stands before an identity in the key of its stream.</summary>
    public string StreamPrefix => $"{TenantId}/developer/";

    public Parameter[] Parameters => [new("tenant", TenantId), new("prefix", StreamPrefix), .. Bounds];

    /// <summary>From one sequence number to another, both included.</summary>
    public static Scope Range(string tenantId, long first, long last) =>
        new(tenantId, "event.seq_id between @first and @last", new Parameter("first", first), new Parameter("last", last));

    /// <summary>The streams of the identities in the temporary table <c>touched</c>, up to a sequence number.</summary>
    public static Scope Touched(string tenantId, long last) =>
        new(tenantId, $"{OfTouched} and event.seq_id <= @last", new Parameter("last", last));

    /// <summary>The streams of the identities in the temporary table <c>touched</c>, as far as the projection has come.</summary>
    public static Scope TouchedSoFar(string tenantId) => new(
        tenantId,
        $"""
        {OfTouched}
            and event.seq_id <= (select max(last_seq_id) from app.mt_event_progression where name = '{ViewTables.ProjectionName}:All')
        """);

    private const string OfTouched = "event.stream_id = any(array(select @prefix || identity from touched))";
}
