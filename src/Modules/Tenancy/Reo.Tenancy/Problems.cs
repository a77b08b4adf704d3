using JasperFx;
using Marten.Exceptions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Reo.Tenancy.Members;
using Reo.Tenancy.Products;
using Reo.Tenancy.SignIn;
using Reo.Tenancy.Tenants;

namespace Reo.Tenancy;

/// <summary>Every mistake of a caller that this module answers.</summary>
internal static class Problems
{
    public static ProblemHttpResult NotSignedIn => Problem(
        StatusCodes.Status401Unauthorized,
        "Authentication Failure",
        "Send a working API key of the tenant in the header X-API-KEY, or a personal access token as `Authorization: Bearer reo_pat_…`,"
        + " or sign in with POST /api/v1/sign-in and send its cookie.");

    /// <summary>The answer to whoever sent no credential, or one that does not work.</summary>
    public static Task ChallengeAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "ApiKey, Bearer";
        return NotSignedIn.ExecuteAsync(context);
    }

    public static ProblemHttpResult NotAllowed => Problem(
        StatusCodes.Status403Forbidden,
        "Not allowed",
        "What you sent is known here, but may not do this. An API key posts usage and reads its tenant's views, reports and plan;"
        + " changes of settings, members and keys need a member with the role Admin; an access token cannot make another.");

    public static ProblemHttpResult OtherSite => Problem(
        StatusCodes.Status403Forbidden,
        "Request from another site",
        "A page of another site may not change anything with the cookie of this one. Send the request from this site, or use a personal access token.");

    public static ProblemHttpResult WrongPassword => Problem(
        StatusCodes.Status401Unauthorized,
        "Wrong e-mail or password",
        $"Check both and try again; {SignInAttempts.Most} wrong attempts lock the e-mail for {SignInAttempts.Lock.TotalMinutes:0} minutes."
        + " An operator can make a link for a new password: `members reset-password`.");

    public static ProblemHttpResult NotInTenant => Problem(
        StatusCodes.Status403Forbidden, "Not a member", "You are not a member of that tenant. Ask an Admin of the tenant to invite you.");

    public static ProblemHttpResult InvitationEnded => BadRequest(
        "Link not valid", "The link was used, has ended, or was replaced by a newer one. Ask who gave it to you for a new one.");

    public static ProblemHttpResult NameNotUsable => BadRequest(
        "Name not usable", $"Send a name of 1 to {Names.MostCharacters} characters, without control characters.");

    public static ProblemHttpResult AccessTokenUnknown => NotFound("Unknown access token", "List yours with GET /api/v1/access-tokens.");

    public static ProblemHttpResult ApiKeyUnknown => NotFound("Unknown API key", "List the tenant's keys with GET /api/v1/api-keys.");

    public static ProblemHttpResult ApiKeyEnded => Conflict("API key has ended", "It opens nothing any more. Generate another with POST /api/v1/api-keys.");

    public static ProblemHttpResult ChangedMeanwhile => Conflict(
        "Changed meanwhile", "Somebody else changed the same thing at the same moment, and nothing of yours was stored. Read it again and repeat.");

    public static ProblemHttpResult DaysOutOfRange(int most) => BadRequest("Days out of range", $"Send `days` between 1 and {most}.");

    public static ProblemHttpResult OverlapOutOfRange(int most) => BadRequest("Overlap out of range", $"Send `overlap_hours` between 0 and {most}.");

    public static ProblemHttpResult SignInLocked(TimeSpan wait) => TryLater(
        "Locked", "Too many wrong passwords for this e-mail. Wait until the lock ends; meanwhile the right one is refused too.", wait);

    public static ProblemHttpResult TooManyAttempts(TimeSpan wait) => TryLater(
        "Too many attempts", "Too many attempts from this address. Wait, then try again.", wait);

    public static ProblemHttpResult Of(MemberProblem problem) => problem switch
    {
        MemberProblem.EmailNotUsable => BadRequest("E-mail not usable", "Send `email` as name@host, at most 254 characters."),
        MemberProblem.MemberUnknown => NotFound("Unknown member", "List the tenant's members with GET /api/v1/members."),
        MemberProblem.AlreadyMember => Conflict("Already a member", "The person is in the tenant. Change the role with PUT /api/v1/members/{member_id}/role."),
        MemberProblem.AlreadyJoined => Conflict("Already joined", "The person has joined and needs no invitation."),
        MemberProblem.LastAdmin => Conflict("Last Admin", "The tenant would have no Admin left. Make another member Admin first."),
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, message: null),
    };

    public static ProblemHttpResult Of(PasswordProblem problem) => problem switch
    {
        PasswordProblem.TooShort => BadRequest("Password too short", $"Choose {Passwords.LeastCharacters} characters or more; a few words will do."),
        PasswordProblem.TooLong => BadRequest("Password too long", $"Choose {Passwords.MostCharacters} characters or fewer."),
        PasswordProblem.TooSimple => BadRequest("Password too simple", "Choose one with at least 5 different characters and without your e-mail in it."),
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, message: null),
    };

    public static ProblemHttpResult Of(ProductProblem problem) => problem switch
    {
        ProductProblem.IdNotUsable => BadRequest("Product id not usable", "Send `product_id` as the product posts it in product_id: 1 to 100 characters, no slash, no control character, no blank at its ends."),
        ProductProblem.NameNotUsable => NameNotUsable,
        ProductProblem.AlreadyRegistered => Conflict("Already registered", "The tenant has a product of that id. Rename it with PUT /api/v1/products/{product_id}/name."),
        ProductProblem.Unknown => NotFound("Unknown product", "List the tenant's products with GET /api/v1/products."),
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, message: null),
    };

    public static ProblemHttpResult Of(TenantProblem problem) => problem switch
    {
        TenantProblem.IdNotUsable => BadRequest("Tenant id not usable", "Take 2 to 40 lower-case letters, digits and inner hyphens."),
        TenantProblem.NameNotUsable => NameNotUsable,
        TenantProblem.AlreadyThere => Conflict("Tenant exists", "There is a tenant of that id. Choose another id."),
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, message: null),
    };

    /// <summary>
    /// Two who change the same stream at once: the second is told, and nothing of the second is stored. Who has to wait is told so in the
    /// header too.
    /// </summary>
    public static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            var answer = await next(context);
            if ((answer is INestedHttpResult nested ? nested.Result : answer) is ProblemHttpResult problem)
                SayWhenToRetry(context.HttpContext, problem);
            return answer;
        }
        catch (Exception conflict) when (conflict is ConcurrencyException or DocumentAlreadyExistsException or ExistingStreamIdCollisionException)
        {
            return ChangedMeanwhile;
        }
    }

    public static void SayWhenToRetry(HttpContext context, ProblemHttpResult problem)
    {
        if (problem.ProblemDetails.Extensions.TryGetValue(RetryAfter, out var seconds))
            context.Response.Headers.RetryAfter = seconds!.ToString();
    }

    private static ProblemHttpResult TryLater(string title, string detail, TimeSpan wait)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
        return TypedResults.Problem(
            statusCode: StatusCodes.Status429TooManyRequests,
            title: title,
            detail: $"{detail} ({seconds} seconds)",
            extensions: new Dictionary<string, object?> { [RetryAfter] = seconds });
    }

    private const string RetryAfter = "retry_after_seconds";

    private static ProblemHttpResult BadRequest(string title, string detail) => Problem(StatusCodes.Status400BadRequest, title, detail);

    private static ProblemHttpResult NotFound(string title, string detail) => Problem(StatusCodes.Status404NotFound, title, detail);

    private static ProblemHttpResult Conflict(string title, string detail) => Problem(StatusCodes.Status409Conflict, title, detail);

    private static ProblemHttpResult Problem(int status, string title, string detail) =>
        TypedResults.Problem(statusCode: status, title: title, detail: detail);
}
