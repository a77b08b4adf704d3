using Wolverine.Logging;
using Wolverine.Persistence.Durability.DeadLetterManagement;

namespace Wolverine.Persistence.Durability
{
    /// <summary>The stored messages, for those who look after them.</summary>
    public interface IMessageStore
    {
        IDeadLetters DeadLetters { get; }

        IMessageStoreAdmin Admin { get; }
    }

    public interface IMessageStoreAdmin
    {
        Task<PersistedCounts> FetchCountsAsync();
    }

    /// <summary>Messages whose handling was given up.</summary>
    public interface IDeadLetters
    {
        Task<DeadLetterEnvelopeResults> QueryAsync(DeadLetterEnvelopeQuery query, CancellationToken token);

        /// <summary>Marks the letters as replayable; a node takes them up again a little later.</summary>
        Task ReplayAsync(DeadLetterEnvelopeQuery query, CancellationToken token);

        Task DiscardAsync(DeadLetterEnvelopeQuery query, CancellationToken token);
    }

    public sealed class DeadLetterEnvelope(
        Guid id,
        DateTimeOffset? executionTime,
        Envelope envelope,
        string messageType,
        string receivedAt,
        string source,
        string exceptionType,
        string exceptionMessage,
        DateTimeOffset sentAt,
        bool replayable)
    {
        public Guid Id { get; } = id;

        public DateTimeOffset? ExecutionTime { get; } = executionTime;

        /// <summary>The envelope, without its message.</summary>
        public Envelope Envelope { get; } = envelope;

        public string MessageType { get; } = messageType;

        public string ReceivedAt { get; } = receivedAt;

        public string Source { get; } = source;

        public string ExceptionType { get; } = exceptionType;

        public string ExceptionMessage { get; } = exceptionMessage;

        public DateTimeOffset SentAt { get; } = sentAt;

        public bool Replayable { get; } = replayable;
    }
}

namespace Wolverine.Persistence.Durability.DeadLetterManagement
{
    /// <summary>Which dead letters are meant. What is not set does not restrict.</summary>
    public sealed class DeadLetterEnvelopeQuery
    {
        public DeadLetterEnvelopeQuery()
        {
        }

        public DeadLetterEnvelopeQuery(Guid[] messageIds) => MessageIds = messageIds;

        public Guid[] MessageIds { get; set; } = [];

        public string? MessageType { get; set; }

        public string? ExceptionType { get; set; }

        public string? ReceivedAt { get; set; }

        public bool? Replayable { get; set; }

        /// <summary>From 1; 0 is the first page too.</summary>
        public int PageNumber { get; set; }

        public int PageSize { get; set; } = 100;
    }

    public sealed class DeadLetterEnvelopeResults
    {
        public int TotalCount { get; set; }

        public List<DeadLetterEnvelope> Envelopes { get; set; } = [];

        public int PageNumber { get; set; }
    }
}

namespace Wolverine.Logging
{
    /// <summary>How many messages the store has of each kind.</summary>
    public sealed class PersistedCounts
    {
        public int Incoming { get; set; }

        public int Scheduled { get; set; }

        public int Handled { get; set; }

        public int DeadLetter { get; set; }
    }
}
