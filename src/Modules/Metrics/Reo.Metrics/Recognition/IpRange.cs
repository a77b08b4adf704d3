using System.Globalization;
using System.Net;
using System.Text;

namespace Reo.Metrics.Recognition;

/// <summary>A line of <c>start,end,asn,organization</c>: both addresses belong to the range.</summary>
internal sealed record IpRange(IPAddress Start, IPAddress End, long Asn, string Organization)
{
    /// <summary>Null when the line is not of that form. Quotes are those of CSV.</summary>
    public static IpRange? Read(string line)
    {
        if (Fields(line) is not [var first, var last, var number, var organization]
            || !IPAddress.TryParse(first, out var start)
            || !IPAddress.TryParse(last, out var end)
            || start.AddressFamily != end.AddressFamily
            || start.GetAddressBytes().AsSpan().SequenceCompareTo(end.GetAddressBytes()) > 0)
        {
            return null;
        }

        var asn = 0L;
        return number.Length == 0 || long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out asn)
            ? new IpRange(start, end, asn, organization.Replace("\0", "", StringComparison.Ordinal).Trim())
            : null;
    }

    private static List<string> Fields(string line)
    {
        var fields = new List<string>(4);
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (c == '"')
                isQuoted = !isQuoted;
            else if (c == ',' && !isQuoted)
                Next();
            else
                field.Append(c);
        }

        Next();
        return fields;

        void Next()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }
}
