using JasperFx.Events;
using Marten.Events.Aggregation;

namespace Reo.Tenancy.Members;

/// <summary>Why a change of a tenant's members was not made.</summary>
internal enum MemberProblem
{
    EmailNotUsable,
    AlreadyMember,
    MemberUnknown,
    AlreadyJoined,
    LastAdmin,
}

/// <param name="Joined">False while the invitation waits.</param>
internal sealed record TenantMember(string PersonId, Role Role, bool Joined);

/// <summary>Who is in a tenant. One stream for all of them, so that two admins who remove each other meet.</summary>
internal sealed record TenantMembers(string Id, TenantMember[] People)
{
    public static string StreamOf(string tenantId) => $"{tenantId}/members";

    public static TenantMembers Nobody(string id) => new(id, []);

    public TenantMember? Find(string personId) => People.FirstOrDefault(member => member.PersonId == personId);

    public TenantMember? FindJoined(string personId) => Find(personId) is { Joined: true } member ? member : null;

    /// <summary>No event and no problem when the invitation stands already as asked.</summary>
    public (object? Event, MemberProblem? Problem) Invite(string personId, Role role, string by) => Find(personId) switch
    {
        null => (new MemberInvited(personId, role, by), null),
        { Joined: true } => (null, MemberProblem.AlreadyMember),
        { } invited when invited.Role != role => (new RoleChanged(personId, role, by), null),
        _ => (null, null),
    };

    public (MemberJoined? Event, MemberProblem? Problem) Join(string personId) => Find(personId) switch
    {
        null => (null, MemberProblem.MemberUnknown),
        { Joined: true } => (null, MemberProblem.AlreadyJoined),
        _ => (new MemberJoined(personId), null),
    };

    public (RoleChanged? Event, MemberProblem? Problem) ChangeRole(string personId, Role role, string by) => Find(personId) switch
    {
        null => (null, MemberProblem.MemberUnknown),
        var member when member.Role == role => (null, null),
        var member when role != Role.Admin && IsLastAdmin(member) => (null, MemberProblem.LastAdmin),
        _ => (new RoleChanged(personId, role, by), null),
    };

    public (MemberRemoved? Event, MemberProblem? Problem) Remove(string personId, string by) => Find(personId) switch
    {
        null => (null, MemberProblem.MemberUnknown),
        var member when IsLastAdmin(member) => (null, MemberProblem.LastAdmin),
        _ => (new MemberRemoved(personId, by), null),
    };

    public TenantMembers With(object @event) => @event switch
    {
        MemberInvited it => this with { People = [.. People, new TenantMember(it.PersonId, it.Role, Joined: false)] },
        MemberJoined it => Changed(it.PersonId, member => member with { Joined = true }),
        RoleChanged it => Changed(it.PersonId, member => member with { Role = it.Role }),
        MemberRemoved it => this with { People = [.. People.Where(member => member.PersonId != it.PersonId)] },
        _ => this,
    };

    private bool IsLastAdmin(TenantMember member) =>
        member is { Role: Role.Admin, Joined: true } && People.Count(other => other is { Role: Role.Admin, Joined: true }) == 1;

    private TenantMembers Changed(string personId, Func<TenantMember, TenantMember> change) =>
        this with { People = [.. People.Select(member => member.PersonId == personId ? change(member) : member)] };
}

internal sealed class TenantMembersProjection : SingleStreamProjection<TenantMembers, string>
{
    public TenantMembersProjection()
    {
        IncludeType<MemberInvited>();
        IncludeType<MemberJoined>();
        IncludeType<RoleChanged>();
        IncludeType<MemberRemoved>();
    }

    public override TenantMembers? Evolve(TenantMembers? snapshot, string id, IEvent e) => (snapshot ?? TenantMembers.Nobody(id)).With(e.Data);
}
