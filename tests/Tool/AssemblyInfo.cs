using Reo.Testing;

[assembly: AssemblyFixture(typeof(PostgresCluster))]
