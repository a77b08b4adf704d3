using Npgsql;

namespace Reo.Metrics.Reading;

/// <summary>Parameters of a statement that is put together from constant parts: a part and its value come together or not at all.</summary>
internal sealed class Query
{
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    public string When(object? value, string part, string parameter)
    {
        if (value is null)
            return "";

        _values[parameter] = value;
        return part;
    }

    public void Set(string parameter, object value) => _values[parameter] = value;

    /// <summary>What a like pattern has to be for a text that stands somewhere within.</summary>
    public static string Within(string text) =>
        $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    public void AddTo(NpgsqlCommand command)
    {
        foreach (var (name, value) in _values)
            command.Parameters.AddWithValue(name, value is DateTimeOffset time ? time.ToUniversalTime() : value);
    }
}
