namespace Reo.Metrics.Views;

/// <summary>Which raw events of one tenant a statement is about: a condition on <c>event</c>, a row of <c>app.mt_events</c>.</summary>
internal sealed record Scope(string TenantId, string Condition, params Parameter[] Bounds)
{
    /// <summary>What stands before an identity in the key of its stream.</summary>
    public string StreamPrefix => $"{TenantId}/developer/";

    /// <summary>The table that says which identities are one person; a name of ours.</summary>
    public string Links { get; init; } = LiveLinks;

    /// <summary>Under which tenant the rules stand that say a company.</summary>
    public string Rules { get; init; } = TenantId;

    public Parameter[] Parameters => [new("tenant", TenantId), new("rules", Rules), new("prefix", StreamPrefix), .. Bounds];

    /// <summary>
    /// From one sequence number to another, both included. The tenant is compared in a way that no index knows: with the index on it,
    /// PostgreSQL would read all that the tenant ever posted.
    /// </summary>
    public static Scope Range(string tenantId, long first, long last) => new(
        tenantId,
        "event.seq_id between @first and @last and event.tenant_id is not distinct from @tenant",
        new Parameter("first", first), new Parameter("last", last));

    /// <summary>Everything up to a sequence number, as it was known at a time; null for now.</summary>
    public static Scope UpTo(string tenantId, long last, DateTimeOffset? asOf) => asOf is { } time
        ? new(tenantId, "event.tenant_id = @tenant and event.seq_id <= @last and event.timestamp <= @asof", new Parameter("last", last), new Parameter("asof", time.ToUniversalTime()))
        : new(tenantId, "event.tenant_id = @tenant and event.seq_id <= @last", new Parameter("last", last));

    /// <summary>Of this scope, the developers' streams or the others, from one key to another, both included.</summary>
    public Scope Streams(bool areDevelopers, string first, string last) => this with
    {
        Condition = $"{Condition} and event.stream_id between @from and @to and starts_with(event.stream_id, @prefix) = {areDevelopers}",
        Bounds = [.. Bounds, new Parameter("from", first), new Parameter("to", last)],
    };

    /// <summary>Of this scope, the events from one sequence number to another, both included.</summary>
    public Scope Between(long low, long high) => this with
    {
        Condition = $"{Condition} and event.seq_id between @low and @high",
        Bounds = [.. Bounds, new Parameter("low", low), new Parameter("high", high)],
    };

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

    public const string LiveLinks = "metrics.linked_identities";

    private const string OfTouched = "event.tenant_id = @tenant and event.stream_id = any(array(select @prefix || identity from touched))";
}
