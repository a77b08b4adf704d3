using System.Text;
using Npgsql;

namespace Marten.Sessions;

/// <summary>SQL whose parameters stand as <c>?</c>.</summary>
internal static class Placeholders
{
    /// <exception cref="InvalidOperationException">There are more or fewer placeholders than values.</exception>
    public static string Number(string sql, int values)
    {
        var parts = sql.Split('?');
        if (parts.Length - 1 != values)
            throw new InvalidOperationException($"Wrong number of parameter values to SQL '{sql}', got {values} parameters");

        var numbered = new StringBuilder(parts[0], sql.Length + parts.Length * 2);
        for (var i = 1; i < parts.Length; i++)
            numbered.Append('$').Append(i).Append(parts[i]);
        return numbered.ToString();
    }

    public static NpgsqlParameter Parameter(object? value) => value switch
    {
        null => new() { Value = DBNull.Value },
        DateTimeOffset time => new() { Value = time.ToUniversalTime() },
        _ => new() { Value = value },
    };
}
