using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Configuration;

namespace Reo.Tenancy.SignIn;

/// <summary>How often one address may try a password or a one-time link: <c>SignIn:PerMinute</c> in the configuration, 20 unless set.</summary>
internal sealed class SignInRateLimit(IConfiguration configuration) : IRateLimiterPolicy<string>
{
    public const string Policy = "sign-in";

    private readonly int perMinute = configuration.GetValue("SignIn:PerMinute", 20);

    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected => static async (context, _) =>
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
        var problem = Problems.TooManyAttempts(wait);
        Problems.SayWhenToRetry(context.HttpContext, problem);
        await problem.ExecuteAsync(context.HttpContext);
    };

    public RateLimitPartition<string> GetPartition(HttpContext httpContext) =>
        RateLimitPartition.GetFixedWindowLimiter(AddressOf(httpContext.Connection.RemoteIpAddress), _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = perMinute,
            Window = TimeSpan.FromMinutes(1),
        });

    /// <summary>A subscriber has a whole /64 of IPv6: it counts as one address.</summary>
    internal static string AddressOf(IPAddress? address)
    {
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
