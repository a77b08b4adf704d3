using System.CommandLine;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace Reo.Tenancy.Members;

internal static class OperatorCommands
{
    public static Command Create(RunOnHost run)
    {
        var appoint = new Command("appoint", "Lets somebody create tenants; prints a one-time link for whoever has no password yet") { CommandOutput.Email };
        appoint.SetAction((parse, cancellation) => run((services, inner) => AppointAsync(services, parse, inner), cancellation));

        var dismiss = new Command("dismiss", "Takes that back") { CommandOutput.Email };
        dismiss.SetAction((parse, cancellation) => run((services, inner) => DismissAsync(services, parse, inner), cancellation));

        return new Command("operators", "Says who may create tenants over HTTP") { appoint, dismiss };
    }

    private static async Task<int> AppointAsync(IServiceProvider services, ParseResult command, CancellationToken cancellation)
    {
        if (EmailAddress.Read(command.GetRequiredValue(CommandOutput.Email)) is not { } email)
            return await command.RefusedAsync(Problems.Of(MemberProblem.EmailNotUsable).ProblemDetails.Detail!);

        await using var installation = services.GetRequiredService<IDocumentStore>().LightweightSession(Installation.TenantId);
        var appointed = new OperatorAppointed(Installation.CommandLine);
        var person = await Person.FindAsync(installation, email, cancellation);
        if (person is { IsOperator: false })
            installation.Events.Append(person.Id, appointed);
        person ??= Person.Register(installation, email, appointed);
        if (person.HasPassword)
        {
            await installation.SaveChangesAsync(cancellation);
            return await command.DoneAsync($"{email} may create tenants.");
        }

        var endsAt = services.GetRequiredService<TimeProvider>().GetUtcNow() + Invitation.ResetLifetime;
        var link = await Invitation.IssueAsync(installation, person.PersonId, Installation.TenantId, endsAt, cancellation);
        await installation.SaveChangesAsync(cancellation);
        return await command.DoneAsync(MemberCommands.LinkFor(services, $"{email}, operator", link.Path, link.EndsAt));
    }

    private static async Task<int> DismissAsync(IServiceProvider services, ParseResult command, CancellationToken cancellation)
    {
        await using var installation = services.GetRequiredService<IDocumentStore>().LightweightSession(Installation.TenantId);
        var person = EmailAddress.Read(command.GetRequiredValue(CommandOutput.Email)) is { } email
            ? await Person.FindAsync(installation, email, cancellation)
            : null;
        if (person is not { IsOperator: true })
            return await command.RefusedAsync("Nobody with that e-mail is an operator.");

        installation.Events.Append(person.Id, new OperatorDismissed(Installation.CommandLine));
        await installation.SaveChangesAsync(cancellation);
        return await command.DoneAsync($"{person.Email} may no longer create tenants.");
    }
}
