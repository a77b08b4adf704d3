using System.Linq.Expressions;
using Npgsql;

namespace Marten.Exceptions;

public class MartenException : Exception
{
    public MartenException()
    {
    }

    public MartenException(string message) : base(message)
    {
    }

    public MartenException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>The database refused a command; the inner exception says why.</summary>
public class MartenCommandException(NpgsqlCommand? command, Exception innerException)
    : MartenException("Marten Command Failure" + Environment.NewLine + command?.CommandText + Environment.NewLine + innerException.Message, innerException)
{
    public NpgsqlCommand? Command { get; } = command;
}

/// <summary>A query that the LINQ supplied here does not cover.</summary>
public class BadLinqExpressionException : MartenException
{
    public BadLinqExpressionException(string message) : base(message)
    {
    }

    public BadLinqExpressionException(string message, Exception innerException) : base(message, innerException)
    {
    }

    public BadLinqExpressionException(Expression expression) : this($"Marten does not support the LINQ expression '{expression}'.")
    {
    }
}

/// <summary>A stream to be started exists already.</summary>
public class ExistingStreamIdCollisionException(object id, Type aggregateType)
    : MartenException($"Stream #{id} already exists in the database")
{
    public object Id { get; } = id;

    public Type AggregateType { get; } = aggregateType;
}

public class NonExistentStreamException(object id)
    : MartenException($"The event stream '{id}' does not exist.")
{
    public object Id { get; } = id;
}

public class NonExistentDocumentException(Type docType, object id)
    : MartenException($"Nonexistent document {docType.FullName}: {id}")
{
    public Type DocType { get; } = docType;

    public object Id { get; } = id;
}

/// <summary>A stored event whose JSON no longer fits its type.</summary>
public class EventDeserializationFailureException : MartenException
{
    internal EventDeserializationFailureException(long sequence, string eventTypeName, Exception innerException)
        : base($"Could not deserialize event '{eventTypeName}' at sequence {sequence}: {innerException.Message}", innerException)
    {
        Sequence = sequence;
        EventTypeName = eventTypeName;
    }

    public long Sequence { get; }

    public string? EventTypeName { get; }
}

/// <summary>A stored event whose type this application does not know.</summary>
public class UnknownEventTypeException(string eventTypeName, long sequence)
    : MartenException($"Unknown event type name alias '{eventTypeName}' at sequence {sequence}. Register it with StoreOptions.Events.AddEventType().")
{
    public string EventTypeName { get; } = eventTypeName;

    public long Sequence { get; } = sequence;
}

public sealed class MartenNotSupportedException(string message) : MartenException(message);
