namespace JasperFx.Events.Projections;

public enum ProjectionLifecycle
{
    Inline,
    Async,
    Live,
}

public enum SnapshotLifecycle
{
    Inline,
    Async,
}
