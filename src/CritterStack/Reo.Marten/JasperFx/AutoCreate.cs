namespace JasperFx;

/// <summary>What the store may do to the database when an object it needs is missing.</summary>
public enum AutoCreate
{
    All,
    CreateOrUpdate,
    CreateOnly,
    None,
}
