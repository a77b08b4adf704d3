namespace Reo.Metrics.Views;

/// <summary>
/// <c>metrics.total</c>: a sum of big integers that is one. PostgreSQL's own <c>sum</c> of them is a <c>numeric</c>, and takes four times as
/// long for it. Fails when the sum has no room, as a cast of that one does.
/// </summary>
internal static class TotalAggregate
{
    public const string Create =
        """
        create or replace aggregate metrics.total(bigint) (sfunc = int8pl, stype = bigint, combinefunc = int8pl, parallel = safe);
        """;
}
