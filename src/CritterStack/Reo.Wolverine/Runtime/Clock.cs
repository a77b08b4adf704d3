namespace Wolverine;

/// <summary>
/// The time by which messages become due, and nodes live or die. Deliberately not the container's <see cref="TimeProvider"/>:
/// a test that stops its clock does not stop the message store.
/// </summary>
internal static class Clock
{
    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}
