namespace Reo.Tenancy.Members;

/// <summary>A person is asked to be a member; may do nothing yet.</summary>
/// <param name="By">Who asks: a person's id, or <c>command line</c>.</param>
internal sealed record MemberInvited(string PersonId, Role Role, string By);

/// <summary>The person took the invitation, and is a member from now on.</summary>
internal sealed record MemberJoined(string PersonId);

/// <summary>A member, or somebody invited, has another role from now on.</summary>
internal sealed record RoleChanged(string PersonId, Role Role, string By);

/// <summary>A member, or somebody invited, is none any more.</summary>
internal sealed record MemberRemoved(string PersonId, string By);
