using System.Text.Json;
using System.Text.Json.Serialization;
using JasperFx;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten.Events;
using Marten.Events.Projections;
using Npgsql;
using Weasel.Core;

namespace Marten;

public class StoreOptions : IReadOnlyStoreOptions
{
    private string _schemaName = "public";

    public StoreOptions()
    {
        Events = EventGraph = new EventGraph(this);
        Documents = new Documents.DocumentMappings(this);
        Policies = new PoliciesExpression(this);
        Schema = new MartenRegistry(Documents);
    }

    public AutoCreate AutoCreateSchemaObjects { get; set; } = AutoCreate.CreateOrUpdate;

    /// <summary>The schema of the tables; lower case.</summary>
    public string DatabaseSchemaName
    {
        get => _schemaName;
        set => _schemaName = value.ToLowerInvariant();
    }

    public IEventStoreOptions Events { get; }

    public ProjectionOptions Projections { get; } = new();

    public PoliciesExpression Policies { get; }

    public MartenRegistry Schema { get; }

    /// <summary>Listeners of every session.</summary>
    public List<IDocumentSessionListener> Listeners { get; } = [];

    internal EventGraph EventGraph { get; }

    internal Documents.DocumentMappings Documents { get; }

    internal Documents.DocumentSerializer Json { get; } = new();

    internal string? ConnectionString { get; private set; }

    internal NpgsqlDataSource? DataSource { get; private set; }

    /// <summary>How documents and events are written as JSON; without this, names as declared and enums as numbers.</summary>
    public void UseSystemTextJsonForSerialization(
        EnumStorage enumStorage = EnumStorage.AsInteger, Casing casing = Casing.Default, Action<JsonSerializerOptions>? configure = null)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = casing switch
            {
                Casing.CamelCase => JsonNamingPolicy.CamelCase,
                Casing.SnakeCase => JsonNamingPolicy.SnakeCaseLower,
                _ => null,
            },
        };
        if (enumStorage == EnumStorage.AsString)
            options.Converters.Add(new JsonStringEnumConverter());
        configure?.Invoke(options);
        (Json.Options, Json.EnumsAsText) = (options, enumStorage == EnumStorage.AsString);
    }

    public void Connection(string connectionString) => ConnectionString = connectionString;

    public void Connection(NpgsqlDataSource dataSource) => DataSource = dataSource;

    /// <summary>Configuration ends here: the aggregates' documents count their streams' versions.</summary>
    internal void Freeze()
    {
        Projections.AssertValid();
        if (Projections.All.Count > 0)
            Documents.For(typeof(DeadLetterEvent)).MultiTenanted = false;
        foreach (var projection in Projections.All)
        {
            if (projection.DocumentType is not { } aggregate)
                continue;
            EventGraph.AggregateAliasFor(aggregate);
            if (projection.Lifecycle != ProjectionLifecycle.Live)
                Documents.For(aggregate).NumericRevisions = true;
        }
    }

    public sealed class PoliciesExpression
    {
        private readonly StoreOptions _options;

        internal PoliciesExpression(StoreOptions options) => _options = options;

        /// <summary>Keeps every document type per tenant, unless it says otherwise.</summary>
        public PoliciesExpression AllDocumentsAreMultiTenanted()
        {
            _options.Documents.MultiTenantedByDefault = true;
            return this;
        }
    }
}
