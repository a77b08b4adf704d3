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

/// <summary>The database refused a command, or could not be reached; the inner exception says why.</summary>
public class MartenCommandException : MartenException
{
    public MartenCommandException(NpgsqlCommand? command, Exception innerException) : this(command?.CommandText ?? "", innerException) =>
        Command = command;

    internal MartenCommandException(string sql, Exception innerException)
        : base($"Marten Command Failure:{Environment.NewLine}{sql}{Environment.NewLine}{innerException.Message}", innerException)
    {
    }

    public NpgsqlCommand? Command { get; }
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
    : MartenException($"Attempt to append to a nonexistent event stream '{id}'")
{
    public object Id { get; } = id;
}

public class NonExistentDocumentException(Type docType, object id)
    : MartenException($"Nonexistent document {docType.FullName}: {id}")
{
    public Type DocType { get; } = docType;

    public object Id { get; } = id;
}

/// <summary>A type that cannot be a document.</summary>
public class InvalidDocumentException(string message) : MartenException(message);

/// <summary>A document asked for by an id of another type than its own.</summary>
public class DocumentIdTypeMismatchException(string message) : MartenException(message);

/// <summary>An append to a stream that was archived.</summary>
public class InvalidStreamOperationException(string message) : MartenException(message);

/// <summary>A stored event whose JSON no longer fits its type.</summary>
public class EventDeserializationFailureException : MartenException
{
    internal EventDeserializationFailureException(long sequence, string eventTypeName, Exception innerException)
        : base($"Event deserialization error on sequence = {sequence} for event type {eventTypeName}", innerException)
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
