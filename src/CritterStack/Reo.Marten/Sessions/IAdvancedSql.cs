namespace Marten;

public interface IAdvancedSql
{
    /// <summary>Rows of a whole <c>select</c> of one column: a scalar or a JSON document. Parameters stand as <c>?</c>.</summary>
    Task<IReadOnlyList<T>> QueryAsync<T>(string sql, CancellationToken token, params object[] parameters);
}
