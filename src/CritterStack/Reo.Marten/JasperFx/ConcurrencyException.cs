namespace JasperFx;

/// <summary>A document or stream changed between reading and saving it.</summary>
public class ConcurrencyException : Exception
{
    public ConcurrencyException(Type docType, object id) : this(ToMessage(docType, id), docType, id)
    {
    }

    public ConcurrencyException(string message, Type? docType, object id) : base(message)
    {
        DocType = docType?.FullName ?? "";
        Id = id;
    }

    public string DocType { get; set; }

    public object Id { get; set; }

    public static string ToMessage(Type docType, object id) => $"Optimistic concurrency check failed for {docType.FullName} #{id}";
}
