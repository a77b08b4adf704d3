namespace Reo.Client.Tests;

internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(120));
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
    }
}
