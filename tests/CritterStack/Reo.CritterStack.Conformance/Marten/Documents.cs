using JasperFx;
using JasperFx.Metadata;

namespace Reo.CritterStack.Conformance.Marten;

public enum Colour
{
    Red,
    Green,
}

public class Customer
{
    public string Id { get; set; } = "";

    public string? Name { get; set; }

    public int Orders { get; set; }

    public int? Rating { get; set; }

    public bool Active { get; set; }

    public decimal Credit { get; set; }

    public double Weight { get; set; }

    public Guid Reference { get; set; }

    public Colour Colour { get; set; }

    public DateTimeOffset Since { get; set; }
}

public sealed class KeyCustomer : Customer
{
    public string Manager { get; set; } = "";
}

/// <summary>Identified by another member, under another name, and the same for all tenants.</summary>
public sealed class Country
{
    public string Code { get; set; } = "";
}

public sealed class Note
{
    public Guid Id { get; set; }

    public string Text { get; set; } = "";
}

/// <summary>Saved only over the version that was read; it does not carry the version.</summary>
public sealed class Contract
{
    public string Id { get; set; } = "";

    public string Text { get; set; } = "";
}

/// <summary>Saved only over the version that it carries.</summary>
public sealed class Price : IVersioned
{
    public string Id { get; set; } = "";

    public Guid Version { get; set; }

    public decimal Amount { get; set; }
}

/// <summary>Counts how often it was saved.</summary>
public sealed class Draft : IRevisioned
{
    public string Id { get; set; } = "";

    public int Version { get; set; }

    public string Text { get; set; } = "";
}
