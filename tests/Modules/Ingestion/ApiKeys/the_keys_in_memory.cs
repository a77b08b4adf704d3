using Reo.Ingestion.ApiKeys;
using Reo.Tenancy.Contracts;

namespace Reo.Ingestion.Tests.ApiKeys;

public sealed class the_keys_in_memory
{
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly string _key = ApiKeyFormat.Write("acme", "4fJ8sK2mQ9xL", new string('s', ApiKeyFormat.SecretLength));

    private readonly KnownApiKeys _keys = new(new FixedClock(_now));

    [Fact]
    public void tell_whose_a_presented_key_is()
    {
        _keys.Replace([Known(endsAt: null)]);

        _keys.TenantOf(_key).ShouldBe("acme");
    }

    [Fact]
    public void know_no_other_key()
    {
        _keys.Replace([Known(endsAt: null)]);

        foreach (var wrong in new[] { null, "", "x", _key + "x", _key[..^1] + "t", _key.Replace("acme", "acm", StringComparison.Ordinal) })
            _keys.TenantOf(wrong).ShouldBeNull();
    }

    [Fact]
    public void let_a_key_work_until_the_moment_it_ends()
    {
        _keys.Replace([Known(_now.AddTicks(1))]);
        _keys.TenantOf(_key).ShouldBe("acme");

        _keys.Replace([Known(_now)]);
        _keys.TenantOf(_key).ShouldBeNull();
    }

    [Fact]
    public void forget_what_is_no_longer_there()
    {
        _keys.Replace([Known(endsAt: null)]);

        _keys.Replace([]);

        _keys.TenantOf(_key).ShouldBeNull();
    }

    private static KnownApiKey Known(DateTimeOffset? endsAt) => new("acme", "4fJ8sK2mQ9xL", ApiKeyHash.Of(_key), endsAt);

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
