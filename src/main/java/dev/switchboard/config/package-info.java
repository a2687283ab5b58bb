/** switchboard.yaml and the environment, read once into the rooms' config records. */
@NullMarked
package dev.switchboard.config;

import org.jspecify.annotations.NullMarked;
