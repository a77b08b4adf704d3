using JasperFx.Events;
using JasperFx.MultiTenancy;
using Marten;

namespace Reo.CritterStack.Promises.Marten;

internal static class EventStore
{
    public static DocumentStore Open(string connectionString, Action<StoreOptions>? configure = null) => DocumentStore.For(options =>
    {
        options.Connection(connectionString);
        options.DatabaseSchemaName = "app";
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.TenancyStyle = TenancyStyle.Conjoined;
        options.Events.AppendMode = EventAppendMode.Quick;
        options.Events.EnableUniqueIndexOnEventId = true;
        options.Policies.AllDocumentsAreMultiTenanted();
        options.Events.AddEventType<Counted>();
        configure?.Invoke(options);
    });
}

public sealed record Counted(int Number);
