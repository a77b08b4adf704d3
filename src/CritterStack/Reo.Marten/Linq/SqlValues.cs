using Npgsql;

namespace Marten.Linq;

/// <summary>The parameters of a statement while its text is being written.</summary>
internal sealed class SqlValues
{
    private readonly List<object> _values = [];

    public string Add(object value)
    {
        _values.Add(value is DateTimeOffset time ? time.ToUniversalTime() : value);
        return $"${_values.Count}";
    }

    public void CopyTo(NpgsqlParameterCollection parameters)
    {
        foreach (var value in _values)
            parameters.Add(new() { Value = value });
    }
}
