using System.CommandLine;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Reo.Tenancy.Tenants;

namespace Reo.Tenancy.Members;

internal static class MemberCommands
{
    public static Command Create(RunOnHost run)
    {
        var role = new Option<Role>("--role") { Description = "What the member may do", DefaultValueFactory = _ => Role.User };
        var invite = new Command("invite", "Asks somebody to be a member, and prints a one-time link for them") { CommandOutput.Tenant, CommandOutput.Email, role };
        invite.SetAction((parse, cancellation) => run(
            (services, inner) => InviteAsync(services, parse, parse.GetValue(role), inner), cancellation));

        var admin = new Command("create-admin", "Makes somebody an Admin of a tenant, and prints a one-time link with which they choose a password") { CommandOutput.Tenant, CommandOutput.Email };
        admin.SetAction((parse, cancellation) => run((services, inner) => InviteAsync(services, parse, Role.Admin, inner), cancellation));

        var list = new Command("list", "Lists the members of a tenant") { CommandOutput.Tenant };
        list.SetAction((parse, cancellation) => run((services, inner) => ListAsync(services, parse, inner), cancellation));

        var reset = new Command("reset-password", "Prints a one-time link with which somebody chooses a new password") { CommandOutput.Email };
        reset.SetAction((parse, cancellation) => run((services, inner) => ResetPasswordAsync(services, parse, inner), cancellation));

        return new Command("members", "Invites and lists the members of a tenant") { invite, admin, list, reset };
    }

    private static async Task<int> InviteAsync(IServiceProvider services, ParseResult command, Role role, CancellationToken cancellation)
    {
        var store = services.GetRequiredService<IDocumentStore>();
        var tenantId = command.GetRequiredValue(CommandOutput.Tenant);
        if (!await Tenant.IsThereAsync(store, tenantId, cancellation))
            return await command.RefusedAsync($"There is no tenant {tenantId}. Create it: tenants create {tenantId}");
        if (EmailAddress.Read(command.GetRequiredValue(CommandOutput.Email)) is not { } email)
            return await command.RefusedAsync(Detail(MemberProblem.EmailNotUsable));

        var (invited, problem) = await InviteMember.RunAsync(
            store, services.GetRequiredService<TimeProvider>(), tenantId, email, role, Installation.CommandLine, cancellation);
        return invited is null
            ? await command.RefusedAsync($"{email}: {Detail(problem!.Value)}")
            : await command.DoneAsync(LinkFor(services, $"{email}, {role} of {tenantId}", invited.Link, invited.EndsAt));
    }

    private static async Task<int> ListAsync(IServiceProvider services, ParseResult command, CancellationToken cancellation)
    {
        var store = services.GetRequiredService<IDocumentStore>();
        var tenantId = command.GetRequiredValue(CommandOutput.Tenant);
        if (!await Tenant.IsThereAsync(store, tenantId, cancellation))
            return await command.RefusedAsync($"There is no tenant {tenantId}.");

        foreach (var member in await ListMembers.OfTenantAsync(store, tenantId, cancellation))
            await command.DoneAsync($"{member.Email}\t{member.Role}\t{(member.Joined ? "joined" : "invited")}");
        return 0;
    }

    private static async Task<int> ResetPasswordAsync(IServiceProvider services, ParseResult command, CancellationToken cancellation)
    {
        await using var installation = services.GetRequiredService<IDocumentStore>().LightweightSession(Installation.TenantId);
        var person = EmailAddress.Read(command.GetRequiredValue(CommandOutput.Email)) is { } email
            ? await Person.FindAsync(installation, email, cancellation)
            : null;
        if (person is null)
            return await command.RefusedAsync("Nobody has that e-mail here. Invite them: members invite --tenant ID --email NAME@HOST");

        var endsAt = services.GetRequiredService<TimeProvider>().GetUtcNow() + Invitation.ResetLifetime;
        var link = await Invitation.IssueAsync(installation, person.PersonId, Installation.TenantId, endsAt, cancellation);
        await installation.SaveChangesAsync(cancellation);
        return await command.DoneAsync(LinkFor(services, person.Email, link.Path, link.EndsAt));
    }

    /// <summary>The only time that the link is shown.</summary>
    public static string LinkFor(IServiceProvider services, string whom, string path, DateTimeOffset endsAt)
    {
        var root = (services.GetRequiredService<IConfiguration>()["PublicUrl"] ?? CommandOutput.DefaultPublicUrl).TrimEnd('/');
        var token = path[(path.IndexOf('#') + 1)..];
        return $$"""
            One-time link for {{whom}}, until {{endsAt:yyyy-MM-dd HH:mm}} UTC:

            {{root}}{{path}}

            or without a browser:

            curl {{root}}/api/v1/invitations/accept --header 'Content-Type: application/json' --data '{"token":"{{token}}","password":"…"}'
            """;
    }

    private static string Detail(MemberProblem problem) => Problems.Of(problem).ProblemDetails.Detail!;
}
