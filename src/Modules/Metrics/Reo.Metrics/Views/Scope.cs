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

    /// <summary>Whether all events are of developers, whose identities are recognised already.</summary>
    public bool IsOfDevelopers { get; private init; }

    /// <summary>Whether its events have to be asked for their company: not when all of their developers have one that nothing they say can better.</summary>
    public bool AsksEvents { get; init; } = true;

    public Parameter[] Parameters => [new("tenant", TenantId), new("rules", Rules), new("prefix", StreamPrefix), .. Bounds];

    /// <summary>
    /// From one sequence number to another, both included, without what the projection left out. The tenant is compared in a way that no
    /// index knows: with the index on it, PostgreSQL would read all that the tenant ever posted.
    /// </summary>
    public static Scope Range(string tenantId, long first, long last) => new(
        tenantId,
        $"event.seq_id between @first and @last and event.tenant_id is not distinct from @tenant and {LeftOut.Condition}",
        new Parameter("first", first), new Parameter("last", last));

    /// <summary>Everything up to a sequence number, as it was known at a time; null for now.</summary>
    public static Scope UpTo(string tenantId, long last, DateTimeOffset? asOf) => asOf is { } time
        ? new(tenantId, "event.seq_id <= @last and event.tenant_id = @tenant and event.timestamp <= @asof", new Parameter("last", last), new Parameter("asof", time.ToUniversalTime()))
        : new(tenantId, "event.seq_id <= @last and event.tenant_id = @tenant", new Parameter("last", last));

    /// <summary>
    /// Of this scope, the developers' streams or the others, from one key to another, both included. The keys stand first in the condition:
    /// they are cheaper to look at than what stands behind the event's data. What lies between two developers' streams is one.
    /// </summary>
    public Scope Streams(bool areDevelopers, string first, string last) => this with
    {
        Condition = $"event.stream_id collate \"C\" between @from and @to {(areDevelopers ? "" : "and not starts_with(event.stream_id, @prefix) ")}and {Condition}",
        Bounds = [.. Bounds, new Parameter("from", first), new Parameter("to", last)],
        IsOfDevelopers = areDevelopers,
    };

    /// <summary>Of this scope, the events from one sequence number to another, both included.</summary>
    public Scope Between(long low, long high) => this with
    {
        Condition = $"{Condition} and event.seq_id between @low and @high",
        Bounds = [.. Bounds, new Parameter("low", low), new Parameter("high", high)],
    };

    /// <summary>Of this scope, all but these events.</summary>
    public Scope Without(long[] sequences) => sequences.Length == 0 ? this : this with
    {
        Condition = $"{Condition} and event.seq_id <> all(@without)",
        Bounds = [.. Bounds, new Parameter("without", sequences)],
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

    private const string OfTouched =
        $"event.tenant_id = @tenant and event.stream_id = any(array(select @prefix || identity from touched)) and {LeftOut.Condition}";

    /// <summary>A query of the identities that its events can be of, with a number each.</summary>
    public string Persons(string schema) => IsOfDevelopers
        ? $"""
          select
              row_number() over () as number, @prefix || identity as stream_id, identity, developer_id, company, company_rule as rule
          from {schema}.identities
          where tenant_id = @tenant
              and @prefix || identity between @from and @to
          """
        : $"""
          select row_number() over () as number, stream.stream_id, known.*
          from (
              select distinct event.stream_id
              from app.mt_events event
              where {Condition}
                  and event.type = 'usage_recorded'
                  and starts_with(event.stream_id, @prefix)
          ) stream
          cross join lateral (
              select identity, developer_id, company, company_rule as rule
              from {schema}.identities
              where tenant_id = @tenant
                  and identity = substr(stream.stream_id, length(@prefix) + 1)
              offset 0
          ) known
          """;
}
