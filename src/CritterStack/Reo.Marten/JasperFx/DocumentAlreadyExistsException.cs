namespace JasperFx;

public class DocumentAlreadyExistsException(Exception? inner, Type documentType, object id)
    : Exception(ToMessage(documentType, id), inner)
{
    public Type DocumentType { get; } = documentType;

    public object Id { get; } = id;

    public static string ToMessage(Type documentType, object id) => $"Document already exists {documentType.FullName}: {id}";
}
