namespace Reo.Host.Database;

/// <summary>The configured database cannot be used. The message says which part of the connection string is wrong, without the password.</summary>
internal sealed class DatabaseRefusedException(string message, Exception? innerException = null) : Exception(message, innerException);
