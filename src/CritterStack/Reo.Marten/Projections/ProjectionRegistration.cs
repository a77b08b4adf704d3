using JasperFx.Events.Projections;

namespace Marten.Events.Projections;

/// <summary>A projection as the store runs it.</summary>
/// <param name="Name">Names it in rebuilds.</param>
/// <param name="Projection">Takes pages of one tenant's events.</param>
/// <param name="EventTypes">The event types to read; empty for all.</param>
/// <param name="DocumentType">Of an aggregate, its document: emptied before a rebuild.</param>
internal sealed record ProjectionRegistration(
    string Name,
    IProjection Projection,
    ProjectionLifecycle Lifecycle,
    AsyncOptions Options,
    IReadOnlyList<Type> EventTypes,
    Type? DocumentType)
{
    public string ShardName => $"{Name}:All";
}

/// <summary>What <see cref="ProjectionOptions"/> asks of a projection that the store runs in its own way.</summary>
internal interface IAggregateSource
{
    ProjectionRegistration Register(ProjectionLifecycle lifecycle);
}
