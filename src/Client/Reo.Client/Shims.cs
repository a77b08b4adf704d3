// What one of the two frameworks lacks.
#if NETSTANDARD2_0
namespace System.Runtime.CompilerServices;

/// <summary>What the compiler asks for.</summary>
internal static class IsExternalInit;
#else
namespace System.Threading.Tasks;

/// <summary>As in Microsoft.Bcl.TimeProvider.</summary>
internal static class TimeProviderDelays
{
    public static Task Delay(this TimeProvider clock, TimeSpan delay, CancellationToken cancellation) => Task.Delay(delay, clock, cancellation);
}
#endif
