using Reo.Tenancy.Members;

namespace Reo.Tenancy.Tests;

public sealed class deciding_on_members
{
    private static readonly TenantMembers Nobody = TenantMembers.Nobody("acme/members");

    private static readonly TenantMembers OneAdmin = Nobody
        .With(new MemberInvited("ann", Role.Admin, "command line"))
        .With(new MemberJoined("ann"));

    private static readonly TenantMembers AdminAndUser = OneAdmin
        .With(new MemberInvited("bob", Role.User, "ann"))
        .With(new MemberJoined("bob"));

    [Fact]
    public void invites_somebody_new() =>
        OneAdmin.Invite("bob", Role.User, "ann").ShouldBe((new MemberInvited("bob", Role.User, "ann"), null));

    [Fact]
    public void invites_nobody_twice_but_takes_another_role()
    {
        var invited = OneAdmin.With(new MemberInvited("bob", Role.User, "ann"));

        invited.Invite("bob", Role.User, "ann").ShouldBe((null, null));
        invited.Invite("bob", Role.Admin, "ann").ShouldBe((new RoleChanged("bob", Role.Admin, "ann"), null));
        AdminAndUser.Invite("bob", Role.Admin, "ann").ShouldBe((null, MemberProblem.AlreadyMember));
    }

    [Fact]
    public void joins_who_was_invited_once()
    {
        OneAdmin.Join("bob").ShouldBe((null, MemberProblem.MemberUnknown));
        OneAdmin.With(new MemberInvited("bob", Role.User, "ann")).Join("bob").ShouldBe((new MemberJoined("bob"), null));
        AdminAndUser.Join("bob").ShouldBe((null, MemberProblem.AlreadyJoined));
    }

    [Fact]
    public void keeps_one_admin_who_has_joined()
    {
        OneAdmin.Remove("ann", "ann").ShouldBe((null, MemberProblem.LastAdmin));
        AdminAndUser.ChangeRole("ann", Role.User, "ann").ShouldBe((null, MemberProblem.LastAdmin));
        AdminAndUser.With(new MemberInvited("eve", Role.Admin, "ann")).Remove("ann", "ann").ShouldBe((null, MemberProblem.LastAdmin));

        var twoAdmins = AdminAndUser.With(new RoleChanged("bob", Role.Admin, "ann"));
        twoAdmins.Remove("ann", "bob").ShouldBe((new MemberRemoved("ann", "bob"), null));
        twoAdmins.ChangeRole("ann", Role.User, "bob").ShouldBe((new RoleChanged("ann", Role.User, "bob"), null));
    }

    [Fact]
    public void changes_nothing_for_a_role_that_is_there() => AdminAndUser.ChangeRole("bob", Role.User, "ann").ShouldBe((null, null));

    [Fact]
    public void forgets_who_was_removed()
    {
        var after = AdminAndUser.With(new MemberRemoved("bob", "ann"));

        after.Find("bob").ShouldBeNull();
        after.Invite("bob", Role.User, "ann").Event.ShouldBeOfType<MemberInvited>();
    }

    [Fact]
    public void lets_only_who_has_joined_act()
    {
        var invited = OneAdmin.With(new MemberInvited("bob", Role.User, "ann"));

        invited.FindJoined("bob").ShouldBeNull();
        invited.FindJoined("ann").ShouldNotBeNull();
    }
}
