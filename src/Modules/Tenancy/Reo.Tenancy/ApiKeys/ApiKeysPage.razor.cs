using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Microsoft.JSInterop;
using Reo.Dashboard;
using Reo.Dashboard.Parts;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.ApiKeys;

public sealed partial class ApiKeysPage
{
    private const int MostAudited = 100;

    private static readonly Dictionary<string, object> _overlapId = new(StringComparer.Ordinal) { ["id"] = "overlap" };

    /// <summary>Those that were asked for, by key id. Never part of what is carried over from the first rendering.</summary>
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);

    private Loaded<Shown> _loaded = null!;
    private string? _rotating;
    private int _overlapHours = new RotateApiKeyRequest().OverlapHours;

    private async Task<Shown> LoadAsync(CancellationToken cancellation)
    {
        var tenantId = (await Caller.DemandAsync(Access.Member)).Tenant();
        var mayManage = await Caller.MayAsync(Access.ManageTenant);
        return new Shown(
            await ListApiKeys.OfTenantAsync(Store, Clock, tenantId, cancellation),
            mayManage ? await AuditApiKey.OfTenantAsync(Store, tenantId, MostAudited, cancellation) : [],
            mayManage);
    }

    private async Task ViewAsync(string keyId, CancellationToken cancellation) => _secrets[keyId] = await RevealAsync(keyId, cancellation);

    private async Task CopyAsync(string keyId, CancellationToken cancellation)
    {
        var key = _secrets.TryGetValue(keyId, out var viewed) ? viewed : await RevealAsync(keyId, cancellation);
        try
        {
            await Script.InvokeVoidAsync("navigator.clipboard.writeText", cancellation, key);
        }
        catch (JSException)
        {
            throw new ProblemException(new ProblemDetails { Title = "Not copied", Detail = "The browser does not allow it here. View the key and copy it by hand." });
        }
    }

    private async Task<string> RevealAsync(string keyId, CancellationToken cancellation)
    {
        var caller = await Caller.DemandAsync(Access.Member);
        var (shown, problem) = await RevealApiKey.RunAsync(Store, Cipher, Clock, caller, keyId, cancellation);
        ProblemException.ThrowIf(problem);
        await _loaded.ReloadAsync();
        return shown!.Key;
    }

    private Task GenerateAsync(CancellationToken cancellation) => ManageAsync(caller =>
        Commands.InvokeAsync<GeneratedApiKey>(caller.Tenant(), new GenerateApiKey(caller.PersonId()), cancellation));

    private async Task RotateAsync(string keyId, CancellationToken cancellation)
    {
        await ManageAsync(async caller =>
        {
            var request = new RotateApiKeyRequest(_overlapHours);
            var (_, problem) = await Commands.WithBusAsync(bus => RotateApiKeyEndpoint.RunAsync(Store, bus, caller, keyId, request, cancellation));
            ProblemException.ThrowIf(problem);
        });
        _rotating = null;
    }

    private async Task RevokeAsync(string keyId, CancellationToken cancellation)
    {
        await ManageAsync(async caller => ProblemException.ThrowIf(
            await Commands.WithBusAsync(bus => RevokeApiKeyEndpoint.RunAsync(Store, bus, caller, keyId, cancellation))));
        _secrets.Remove(keyId);
    }

    private async Task ManageAsync(Func<ClaimsPrincipal, Task> change)
    {
        await change(await Caller.DemandAsync(Access.ManageTenant));
        await _loaded.ReloadAsync();
    }

    private sealed record Shown(IReadOnlyList<ApiKeyView> Keys, IReadOnlyList<AuditedApiKey> Audit, bool MayManage);
}
