namespace JasperFx
{
    /// <summary>A document whose numeric revision is checked when it is saved with an explicit revision.</summary>
    public interface IRevisioned
    {
        int Version { get; set; }
    }
}

namespace JasperFx.Metadata
{
    /// <summary>A document that may only be saved over the version it was loaded with.</summary>
    public interface IVersioned
    {
        Guid Version { get; set; }
    }
}
