using System.Net;
using System.Net.Sockets;

namespace Reo.Metrics.Webhooks;

/// <summary>Which addresses are of the public Internet: nobody may have the host post into the network that it stands in.</summary>
internal static class PublicAddresses
{
    /// <summary>Special-purpose blocks of IPv4 (RFC 6890 and its registry), multicast and the reserved rest.</summary>
    private static readonly IPNetwork[] _notPublic4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Of IPv6 only this block is in use for the Internet; NAT64, loopback, link-local, unique local and multicast are outside.</summary>
    private static readonly IPNetwork _global6 = IPNetwork.Parse("2000::/3");

    /// <summary>Teredo, benchmarks, ORCHID, documentation, and 6to4, which hides an address of IPv4.</summary>
    private static readonly IPNetwork[] _notPublic6 =
        [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    public static bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return Contains(address.MapToIPv4());

        return address.AddressFamily == AddressFamily.InterNetwork
            ? !_notPublic4.Any(network => network.Contains(address))
            : _global6.Contains(address) && !_notPublic6.Any(network => network.Contains(address));
    }
}
