using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Reo.Tenancy.KeyRing;

/// <summary>
/// The key ring of ASP.NET Data Protection, in PostgreSQL so that every node decrypts what any node encrypted. The framework asks for it
/// synchronously, once at the start and once a day.
/// </summary>
internal sealed class PostgresKeyRing(NpgsqlDataSource database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.CreateCommand("select xml from tenancy.data_protection_keys order by id");
        using var reader = command.ExecuteReader();
        var elements = new List<XElement>();
        while (reader.Read())
            elements.Add(XElement.Parse(reader.GetString(0)));
        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = database.CreateCommand(
            """
            insert into tenancy.data_protection_keys (friendly_name, xml)
            values ($1, $2)
            """);
        command.Parameters.AddWithValue(friendlyName);
        command.Parameters.AddWithValue(element.ToString(SaveOptions.DisableFormatting));
        command.ExecuteNonQuery();
    }
}

/// <summary>Makes the table before anything asks for a key.</summary>
internal sealed class KeyRingTable(NpgsqlDataSource database) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select pg_advisory_xact_lock(hashtext('reo tables'));
            create schema if not exists tenancy;
            create table if not exists tenancy.data_protection_keys (
                id int generated always as identity primary key,
                friendly_name text not null,
                xml text not null
            );
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
