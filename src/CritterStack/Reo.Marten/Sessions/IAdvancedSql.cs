namespace Marten;

public interface IAdvancedSql
{
    /// <summary>Rows of a whole <c>select</c>: of a scalar or of JSON one column, of a document its id and its data. Parameters stand as <c>?</c>.</summary>
    Task<IReadOnlyList<T>> QueryAsync<T>(string sql, CancellationToken token, params object[] parameters) where T : notnull;
}
