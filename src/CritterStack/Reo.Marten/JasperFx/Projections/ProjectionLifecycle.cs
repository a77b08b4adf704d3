namespace JasperFx.Events.Projections;

public enum ProjectionLifecycle
{
    Inline,
    Async,
    Live,
}
