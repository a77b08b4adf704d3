using System.Globalization;
using System.Security.Cryptography;

namespace Reo.Client.Wire;

/// <summary>Ids for events that come without one: of this process alone, and in order within it.</summary>
internal sealed class EventIds
{
    private readonly string _process = RandomText(16);
    private long _last;

    public string Next() => $"{_process}-{Interlocked.Increment(ref _last).ToString("x", CultureInfo.InvariantCulture)}";

    public static string RandomText(int bytes) => string.Concat(RandomBytes(bytes).Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));

    public static byte[] RandomBytes(int count)
    {
        var random = new byte[count];
        using (var generator = RandomNumberGenerator.Create())
            generator.GetBytes(random);
        return random;
    }
}
