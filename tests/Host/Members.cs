using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Alba;
using Microsoft.Extensions.DependencyInjection;
using Reo.Tenancy.Members;

namespace Reo.Host.Tests;

/// <summary>Members of a tenant who came in by invitation and signed in; the same one whenever a test asks again.</summary>
internal static class Members
{
    private const string Password = "correct horse battery";

    private static readonly ConditionalWeakTable<ReoHost, ConcurrentDictionary<(string, Role), Task<Action<Scenario>>>> _signedIn = [];

    public static Task<Action<Scenario>> AdminAsync(this ReoHost host, string tenantId) => MemberAsync(host, tenantId, Role.Admin);

    public static async Task<Action<Scenario>> UserAsync(this ReoHost host, string tenantId)
    {
        await AdminAsync(host, tenantId);
        return await MemberAsync(host, tenantId, Role.User);
    }

    private static Task<Action<Scenario>> MemberAsync(ReoHost host, string tenantId, Role role) =>
        _signedIn.GetOrCreateValue(host).GetOrAdd((tenantId, role), _ => SignInAsync(host, tenantId, role));

    private static async Task<Action<Scenario>> SignInAsync(ReoHost host, string tenantId, Role role)
    {
        var email = $"{role}@{tenantId}.example";
        var (invited, _) = await InviteMember.RunAsync(
            host.Store, host.Services.GetRequiredService<TimeProvider>(), tenantId, EmailAddress.Read(email)!.Value, role, "test", TestContext.Current.CancellationToken);
        await PostAsync(host, "/api/v1/invitations/accept", new { token = invited!.Link[(invited.Link.IndexOf('#') + 1)..], password = Password }, 204);
        var answer = await PostAsync(host, "/api/v1/sign-in", new { email, password = Password, tenant = tenantId }, 200);
        var cookie = answer.Context.Response.Headers.SetCookie.ToString().Split(';')[0];
        return request => request.WithRequestHeader("Cookie", cookie);
    }

    private static Task<IScenarioResult> PostAsync(ReoHost host, string path, object body, int status) => host.Alba.Scenario(request =>
    {
        request.Post.Json(body).ToUrl(path);
        request.StatusCodeShouldBe(status);
    });
}
