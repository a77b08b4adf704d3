using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;

namespace Reo.Dashboard;

/// <summary>
/// Who uses a page, looked up anew each time: whoever was signed out, removed, or given another role meanwhile may do no more than that.
/// Hiding a button is for the eye; what a page reads or changes asks here first.
/// </summary>
public sealed class Caller(AuthenticationStateProvider state, IAuthorizationService authorization)
{
    /// <summary>The person, if a policy lets them in.</summary>
    /// <param name="policy">The authorization policy that the endpoint for the same thing asks for.</param>
    /// <exception cref="NotAllowedException">It does not, or no longer.</exception>
    public async Task<ClaimsPrincipal> DemandAsync(string policy)
    {
        var user = (await state.GetAuthenticationStateAsync()).User;
        return (await authorization.AuthorizeAsync(user, policy)).Succeeded ? user : throw new NotAllowedException();
    }

    /// <summary>Whether a policy lets the person in: what to show.</summary>
    public async Task<bool> MayAsync(string policy) =>
        (await authorization.AuthorizeAsync((await state.GetAuthenticationStateAsync()).User, policy)).Succeeded;
}

/// <summary>The person may not do this, or is not signed in any more.</summary>
public sealed class NotAllowedException() : Exception("Not allowed");
