using Reo.Testing;
using Wolverine;
using Wolverine.Tracking;

namespace Reo.CritterStack.Conformance.Wolverine;

public sealed class handlers_by_convention(SharedMessagingHost shared) : IClassFixture<SharedMessagingHost>
{
    private readonly MessagingHost host = shared.Value;

    [Fact]
    public async Task a_static_method_Handle_of_a_class_named_Handler_handles()
    {
        await PublishAsync(new Knocked("front"));

        host.Journal.Count("knocked front").ShouldBe(1);
    }

    [Fact]
    public async Task an_instance_method_ConsumeAsync_of_a_class_named_Consumer_handles()
    {
        await PublishAsync(new Rang("silver"));

        host.Journal.Count("rang silver").ShouldBe(1);
    }

    [Fact]
    public async Task a_method_HandlesAsync_returning_a_ValueTask_handles()
    {
        await PublishAsync(new Called("Ada"));

        host.Journal.Count("called Ada").ShouldBe(1);
    }

    [Fact]
    public async Task a_handler_instance_gets_its_services_by_constructor()
    {
        await PublishAsync(new Visited("Grace"), new DeliveryOptions { TenantId = "acme" });

        host.Journal.Count("visited Grace guests acme").ShouldBe(1);
    }

    [Fact]
    public async Task a_handler_method_gets_the_envelope_the_bus_services_and_a_cancellation_token()
    {
        await PublishAsync(new Inquired("time"), new DeliveryOptions { TenantId = "acme" });

        host.Journal.Entries.ShouldContain(
            "inquired time attempt 1 at local://reo.critterstack.conformance.wolverine.inquired/ of acme as Reo.CritterStack.Conformance.Wolverine.Inquired");
    }

    [Fact]
    public async Task a_nested_message_type_is_named_after_its_parent_too()
    {
        await PublishAsync(new Gallery.Hung("Girl with a Pearl Earring"));

        host.Journal.Entries.ShouldContain(
            "hung Girl with a Pearl Earring at local://gallery_reo.critterstack.conformance.wolverine.gallery.hung/ as Gallery_Reo.CritterStack.Conformance.Wolverine.Gallery+Hung");
    }

    [Fact]
    public async Task what_is_not_public_is_silently_no_handler()
    {
        var internalClass = await PublishAsync(new Whispered("psst"));
        var internalMethod = await PublishAsync(new Mumbled("hm"));

        internalClass.NoRoutes.SingleMessage<Whispered>();
        internalMethod.NoRoutes.SingleMessage<Mumbled>();
        host.Journal.Entries.ShouldNotContain(e => e.StartsWith("an internal"));
    }

    [Fact]
    public async Task a_class_of_another_name_is_no_handler()
    {
        var session = await PublishAsync(new Shouted("hey"));

        session.NoRoutes.SingleMessage<Shouted>();
    }

    private Task<ITrackedSession> PublishAsync(object message, DeliveryOptions? options = null) => host.PublishAsync(message, options);
}

public sealed class handlers_that_are_named(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task are_the_only_ones_once_the_convention_is_off()
    {
        await using var host = await MessagingHost.StartAsync(
            database,
            opts => opts.Discovery.DisableConventionalDiscovery().IncludeType(typeof(ShoutedListener)));

        await host.PublishAsync(new Shouted("hey"));
        var session = await host.PublishAsync(new Knocked("back"));

        host.Journal.Entries.ShouldBe(["shouted hey"]);
        session.NoRoutes.SingleMessage<Knocked>();
    }
}
