using Marten.Exceptions;

namespace Marten.Documents;

/// <summary>An event's JSON as it came from the database, not yet read.</summary>
internal sealed class StoredJson(byte[] utf8, DocumentSerializer serializer)
{
    public T Read<T>(long sequence, string eventTypeName)
    {
        try
        {
            return serializer.Read<T>(utf8);
        }
        catch (Exception e)
        {
            throw new EventDeserializationFailureException(sequence, eventTypeName, e);
        }
    }
}
