using JasperFx;
using Marten.Events;
using Marten.Events.Projections;
using Npgsql;

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

    public void Connection(string connectionString) => ConnectionString = connectionString;

    public void Connection(NpgsqlDataSource dataSource) => DataSource = dataSource;

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
