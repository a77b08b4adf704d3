using Microsoft.AspNetCore.Http;
using Reo.Ingestion.ApiKeys;

namespace Reo.Ingestion.Usage;

/// <summary>The first step of every route of the product API: whose request it is, and whether it may come now.</summary>
internal sealed class Admission(KnownApiKeys keys, RequestRates rates)
{
    private const string Header = "X-API-KEY";

    /// <summary>The answer to whoever is not let in; null when <paramref name="tenantId"/> is.</summary>
    public Answer? Refuse(HttpRequest request, out string tenantId)
    {
        if (request.Headers[Header] is [{ } presented] && keys.Find(presented) is { } key)
        {
            tenantId = key.TenantId;
            return rates.RefusalOf(key);
        }

        tenantId = "";
        return Answer.AuthenticationFailure;
    }
}
