namespace Marten;

public interface IReadOnlyStoreOptions
{
    string DatabaseSchemaName { get; }
}
