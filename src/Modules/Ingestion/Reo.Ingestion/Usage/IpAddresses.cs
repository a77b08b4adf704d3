using System.Net;
using System.Net.Sockets;

namespace Reo.Ingestion.Usage;

internal static class IpAddresses
{
    /// <summary>
    /// Canonical text, or null. IPv4 takes its four parts: <see cref="IPAddress"/> alone would read "1" as 0.0.0.1. An IPv4 address
    /// written as IPv6 is that IPv4 address; a zone is dropped, because it means something on one machine only.
    /// </summary>
    public static string? Canonical(string posted)
    {
        var text = posted.Trim();
        if (!IPAddress.TryParse(text, out var address))
            return null;
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return IsFourDecimals(text) ? address.ToString() : null;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();

        return text.StartsWith('[') ? null : new IPAddress(address.GetAddressBytes()).ToString();
    }

    /// <summary>A leading zero is read as octal by some and as decimal by others.</summary>
    private static bool IsFourDecimals(string text) =>
        text.Split('.') is { Length: 4 } parts
        && parts.All(part => part is { Length: >= 1 and <= 3 } && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0'));
}
