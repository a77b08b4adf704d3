using JasperFx.Events;
using Reo.Tenancy.ApiKeys;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.Tests.ApiKeys;

public sealed class the_life_of_a_key
{
    private static readonly DateTimeOffset _end = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly ApiKeyGenerated _generated = new("4fJ8sK2mQ9xL", ApiKeyHash.Of("key"), "ann");

    [Fact]
    public void begins_when_it_is_generated()
    {
        var key = After(_generated);

        key.KeyId.ShouldBe("4fJ8sK2mQ9xL");
        key.WorksAt(DateTimeOffset.MaxValue).ShouldBeTrue();
    }

    [Fact]
    public void ends_at_the_moment_it_is_revoked_for()
    {
        var key = After(_generated, new ApiKeyRevoked("4fJ8sK2mQ9xL", _end, "ann"));

        key.WorksAt(_end.AddTicks(-1)).ShouldBeTrue();
        key.WorksAt(_end).ShouldBeFalse();
    }

    private static ApiKey After(params object[] events)
    {
        var projection = new ApiKeyProjection();
        return events.Aggregate(default(ApiKey), (key, e) => projection.Evolve(key, "acme/api-key/4fJ8sK2mQ9xL", Wrap(e)))!;
    }

    private static IEvent Wrap(object data) => data switch
    {
        ApiKeyGenerated generated => new Event<ApiKeyGenerated>(generated),
        ApiKeyRevoked revoked => new Event<ApiKeyRevoked>(revoked),
        _ => throw new ArgumentOutOfRangeException(nameof(data)),
    };
}
