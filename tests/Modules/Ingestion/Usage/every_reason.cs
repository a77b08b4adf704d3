using Reo.Ingestion.Usage;

namespace Reo.Ingestion.Tests.Usage;

public sealed class every_reason
{
    public static TheoryData<string> All => new(Enum.GetNames<Reason>());

    [Theory]
    [MemberData(nameof(All))]
    public void has_a_status_a_code_and_a_message(string name)
    {
        var reason = Enum.Parse<Reason>(name);

        Reasons.StatusOf(reason).ShouldBeOneOf(202, 400, 413, 415, 429, 500, 503);
        Reasons.CodeOf(reason).ShouldMatch("^[a-z0-9_]+$");
        reason.Problem("field", "one", "two", "three").Message.ShouldNotBeNullOrWhiteSpace();
    }
}
